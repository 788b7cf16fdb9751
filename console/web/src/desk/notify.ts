/** A sound and a mark in the title when a citizen waits and nobody looks at the page. */
import type { QueueRow } from "./types";

const TITLE = "诉讼服务工作台";
const MUTED = "desk-muted";
let waiting = new Set<string>();
let audio: AudioContext | null = null;

export function isMuted(): boolean {
  return localStorage.getItem(MUTED) === "1";
}

export function setMuted(muted: boolean): void {
  localStorage.setItem(MUTED, muted ? "1" : "0");
}

export function notify(row: QueueRow): void {
  const isNew = !waiting.has(row.conversation_id);
  waiting.add(row.conversation_id);
  if (document.hidden) document.title = `（${waiting.size}）${TITLE}`;
  if (isNew && !isMuted()) chime(row.urgency === 0 ? 3 : 1);
}

/** Two short tones, more of them for danger. Browsers allow sound once the page was clicked. */
function chime(times: number): void {
  audio ??= new AudioContext();
  if (audio.state === "suspended") return;
  for (let time = 0; time < times; time += 1) tone(audio, audio.currentTime + time * 0.4);
}

function tone(context: AudioContext, at: number): void {
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  oscillator.frequency.setValueAtTime(880, at);
  oscillator.frequency.setValueAtTime(660, at + 0.12);
  gain.gain.setValueAtTime(0.08, at);
  gain.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.32);
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  waiting = new Set();
  document.title = TITLE;
});
