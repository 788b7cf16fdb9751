/** One citizen's conversation: its session, its entries, and the line of messages being sent. */
import { reactive } from "vue";

import { ApiError, loadHistory, openSession, sendMessage } from "./api";
import { addReply, fromCitizen, fromHistory, fromReply, isUnsent, nextToSend, note } from "./entries";
import { listen } from "./events";
import { savedSession, savedUnsent } from "./storage";
import type { CitizenEntry, Entry, Reply } from "./types";
import { SAY } from "./words";

/** Milliseconds that "is typing" stays without news, and between attempts to reach the service. */
const TYPING_LASTS = 8_000;
const RECONNECT = 8_000;

interface State {
  phase: "starting" | "ready" | "unreachable";
  entries: Entry[];
  /** An answer is being written. */
  typing: boolean;
}

export class Conversation {
  readonly state = reactive<State>({ phase: "starting", entries: [], typing: false });
  private session = "";
  private starting = false;
  private delivering = false;
  /** Something may be in the record that is not on the screen, or is there twice. */
  private missed = false;
  /** How many replies have come: a history asked for before the newest of them is too old. */
  private heard = 0;
  /** Messages already moved once from an expired session to a new one. */
  private readonly moved = new Set<string>();
  private inFlight = new AbortController();
  private stopListening = (): void => undefined;
  private typingTimer = 0;
  private startTimer = 0;

  constructor() {
    this.state.entries = unsentOf("");
  }

  /** Continues the saved conversation, or begins one; keeps trying while the service is away. */
  async start(): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    clearTimeout(this.startTimer);
    try {
      if (!(await this.restore())) await this.begin();
    } catch {
      this.state.phase = "unreachable";
      this.startTimer = window.setTimeout(() => void this.start(), RECONNECT);
    }
    this.starting = false;
  }

  /** Puts a message in line. With `payload` it is the button titled `text`. */
  send(text: string, payload?: string): void {
    this.state.entries.push(fromCitizen(text, payload));
    this.saveUnsent();
    void this.deliverAll();
  }

  /** Sends a failed message again under the same id, so the court sees it once. */
  retry(id: string): void {
    const entry = this.state.entries.find((each) => each.id === id);
    if (entry?.kind !== "citizen" || entry.state !== "failed") return;
    entry.state = "waiting";
    this.missed = true;
    void this.deliverAll();
  }

  /** Tries again whatever has failed; called when the connection is back. */
  retryAll(): void {
    if (this.state.phase === "unreachable") void this.start();
    const failed = this.state.entries.find((entry) => isUnsent(entry) && entry.state === "failed");
    if (failed) this.retry(failed.id);
  }

  /** Takes a refused message out of the conversation and returns its text for correction. */
  takeBack(id: string): string {
    const index = this.state.entries.findIndex((entry) => entry.id === id);
    const [entry] = index < 0 ? [] : this.state.entries.splice(index, 1);
    this.saveUnsent();
    return entry?.text ?? "";
  }

  /** Leaves this conversation for a new one. Throws ApiError, changing nothing, if it cannot. */
  async restart(): Promise<void> {
    const opened = await openSession();
    this.adopt(opened.session, opened.replies.map(fromReply));
  }

  private async restore(): Promise<boolean> {
    const session = savedSession.read();
    if (!session) return false;
    try {
      const messages = await loadHistory(session);
      const unsent = [...unsentOf(session), ...this.state.entries.filter(isUnsent)];
      // A message whose answer got lost is in the history already: what is shown is put right after.
      this.missed = unsent.length > 0;
      this.adopt(session, [...messages.map(fromHistory), ...unsent]);
      return true;
    } catch (error) {
      if (!isExpired(error)) throw error;
      const unsent = [...unsentOf(session), ...this.state.entries.filter(isUnsent)];
      this.state.entries = [note(SAY.expired), ...unsent.map(carriedOver)];
      savedSession.clear();
      return false;
    }
  }

  /** What was written before the first session opened stays behind the greeting. */
  private async begin(): Promise<void> {
    const opened = await openSession();
    const notes = this.state.entries.filter((entry) => entry.kind === "note");
    const unsent = this.state.entries.filter(isUnsent);
    this.adopt(opened.session, [...notes, ...opened.replies.map(fromReply), ...unsent]);
  }

  private adopt(session: string, entries: Entry[]): void {
    this.inFlight.abort();
    this.inFlight = new AbortController();
    this.session = session;
    this.state.entries = entries.length ? entries : [fromReply({ text: SAY.greeting })];
    this.state.phase = "ready";
    this.state.typing = false;
    savedSession.write(session);
    this.saveUnsent();
    this.follow(session);
    void this.deliverAll();
  }

  private follow(session: string, missed = false): void {
    const handlers = {
      typing: () => {
        this.showTyping();
      },
      reply: (reply: Reply) => {
        this.receive(reply);
      },
      resumed: () => {
        this.retryAll();
        this.missed = true;
        void this.catchUp();
      },
      moved: () => {
        this.follow(session, true);
      },
    };
    this.stopListening();
    this.stopListening = listen(session, handlers, missed);
  }

  private receive(reply: Reply): void {
    this.heard++;
    addReply(this.state.entries, fromReply(reply));
    this.state.typing = false;
  }

  private showTyping(): void {
    this.state.typing = true;
    clearTimeout(this.typingTimer);
    this.typingTimer = window.setTimeout(() => {
      this.state.typing = false;
    }, TYPING_LASTS);
  }

  /** Messages are sent one after the other: the order in which they were written is kept. */
  private async deliverAll(): Promise<void> {
    if (this.delivering || this.state.phase !== "ready") return;
    this.delivering = true;
    for (let entry = this.next(); entry; entry = this.next()) await this.deliver(entry);
    this.delivering = false;
    await this.catchUp();
  }

  private isIdle(): boolean {
    return !this.delivering;
  }

  private next(): CitizenEntry | null {
    return nextToSend(this.state.entries);
  }

  private async deliver(entry: CitizenEntry): Promise<void> {
    const session = this.session;
    entry.state = "sending";
    delete entry.problem;
    try {
      const { text, payload } = entry;
      const content = payload ? { payload, title: text } : { text };
      const message = { session, message_id: entry.id, ...content };
      const { replies, reload } = await sendMessage(message, this.inFlight.signal);
      if (session !== this.session) return;
      if (reload) {
        this.missed = true;
        this.follow(session, true);
      }
      entry.state = replies.length ? "sent" : "received";
      this.state.typing = false;
      for (const reply of replies) this.receive(reply);
    } catch (error) {
      if (session === this.session) await this.undelivered(entry, error as ApiError);
    }
    this.saveUnsent();
  }

  private async undelivered(entry: CitizenEntry, error: ApiError): Promise<void> {
    if (error.kind === "expired" && !this.moved.has(entry.id)) {
      await this.renew(entry);
      return;
    }
    entry.state = error.kind === "refused" ? "refused" : "failed";
    entry.problem = error.message;
    if (error.retryAfter === null || entry.state === "refused") return;
    setTimeout(() => {
      this.retry(entry.id);
    }, error.retryAfter * 1000);
  }

  /** The session is over: what it showed leaves the screen, what the citizen just wrote does not. */
  private async renew(entry: CitizenEntry): Promise<void> {
    this.moved.add(entry.id);
    try {
      const opened = await openSession();
      const unsent = this.state.entries.filter(isUnsent).map(carriedOver);
      this.adopt(opened.session, [note(SAY.expired), ...opened.replies.map(fromReply), ...unsent]);
    } catch (error) {
      this.moved.delete(entry.id);
      entry.state = "failed";
      entry.problem = (error as ApiError).message;
    }
  }

  /** Fetches what came while the stream was interrupted, once nothing is being sent. */
  private async catchUp(): Promise<void> {
    if (!this.missed || !this.isIdle()) return;
    this.missed = false;
    const { session, heard } = this;
    const messages = await loadHistory(session).catch(() => null);
    if (!messages?.length || session !== this.session || !this.isIdle()) return;
    if (heard !== this.heard) {
      this.missed = true;
      await this.catchUp();
      return;
    }
    this.state.entries = [...messages.map(fromHistory), ...this.state.entries.filter(isUnsent)];
  }

  private saveUnsent(): void {
    const messages = this.state.entries.filter(isUnsent);
    if (messages.length) savedUnsent.write({ session: this.session, messages });
    else savedUnsent.clear();
  }
}

/** Messages that the last page could not finish sending; the same ids make it safe to resend. */
function unsentOf(session: string): CitizenEntry[] {
  const saved = savedUnsent.read();
  if (saved?.session !== session) return [];
  return saved.messages.map((entry) =>
    entry.state === "refused" ? entry : { ...entry, state: "waiting" },
  );
}

/** What becomes of an unsent message in a new session: text is sent there, a button has no meaning. */
function carriedOver(entry: CitizenEntry): CitizenEntry {
  if (entry.payload) return { ...entry, state: "refused", problem: SAY.expiredButton };
  return entry.state === "refused" ? entry : { ...entry, state: "waiting" };
}

function isExpired(error: unknown): boolean {
  return error instanceof ApiError && error.kind === "expired";
}
