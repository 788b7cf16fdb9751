/** Making and ordering the entries of a conversation: pure functions. */
import type { CitizenEntry, Entry, HistoryMessage, NoteEntry, Reply, ReplyEntry } from "./types";

/** A random UUID (version 4). `crypto.randomUUID` is missing on plain-http intranet addresses. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function note(text: string): NoteEntry {
  return { kind: "note", id: newId(), text };
}

export function fromCitizen(text: string, payload?: string): CitizenEntry {
  const at = new Date().toISOString();
  return { kind: "citizen", id: newId(), at, text, state: "waiting", ...(payload && { payload }) };
}

export function fromReply(reply: Reply): ReplyEntry | NoteEntry {
  const id = reply.id === undefined ? newId() : String(reply.id);
  if (reply.from === "system") return { kind: "note", id, text: reply.text };
  return {
    kind: "reply",
    id,
    at: reply.at ?? new Date().toISOString(),
    from: reply.from ?? "assistant",
    text: reply.text,
    buttons: reply.buttons ?? [],
    sources: reply.sources ?? [],
    timeline: reply.timeline ?? [],
  };
}

export function fromHistory(message: HistoryMessage): Entry {
  const { from, id, at, text } = message;
  if (from === "citizen") return { kind: "citizen", id: String(id), at, text, state: "sent" };
  return fromReply({ ...message, from });
}

/** Whether the citizen's message still has to be taken care of. */
export function isUnsent(entry: Entry): entry is CitizenEntry {
  return entry.kind === "citizen" && !["sent", "received"].includes(entry.state);
}

/** The message to send next; null when there is none, or when the first in line has failed. */
export function nextToSend(entries: Entry[]): CitizenEntry | null {
  const first = entries.filter(isUnsent).find((entry) => entry.state !== "refused");
  return first?.state === "waiting" ? first : null;
}

/** Puts a reply before the messages still in line, unless it is there already. */
export function addReply(entries: Entry[], reply: ReplyEntry | NoteEntry): void {
  if (entries.some((entry) => entry.id === reply.id)) return;
  const inLine = entries.findIndex((entry) => isUnsent(entry) && entry.state === "waiting");
  entries.splice(inLine < 0 ? entries.length : inLine, 0, reply);
}

/** Where the newest turn begins: buttons from here on can still be pressed. */
export function newestTurn(entries: Entry[]): number {
  for (let index = entries.length - 1; index >= 0; index--) {
    if (entries[index]?.kind === "citizen") return index;
  }
  return 0;
}
