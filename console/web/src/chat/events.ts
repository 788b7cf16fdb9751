/** Replies that come on their own (from staff, or late) and the sign that someone is typing. */
import { endpoint } from "./api";
import type { Reply } from "./types";

/** Milliseconds before a stream that the server closed is opened again: first, and at most. */
const FIRST_WAIT = 3_000;
const LONGEST_WAIT = 60_000;

export interface StreamHandlers {
  typing: () => void;
  reply: (reply: Reply) => void;
  /** The stream is back after an interruption: something may have been missed. */
  resumed: () => void;
  /** The session speaks in another conversation now: another stream has its events. */
  moved: () => void;
}

/**
 * Listens to a session's events until the returned function is called. With `missed` something may
 * have happened before the stream is open.
 */
export function listen(session: string, handlers: StreamHandlers, missed = false): () => void {
  let source: EventSource | null = null;
  let timer = 0;
  let wait = FIRST_WAIT;
  let interrupted = missed;

  function open(): void {
    source = new EventSource(endpoint("events", { session }));
    source.addEventListener("typing", handlers.typing);
    source.addEventListener("reply", (event) => {
      handlers.reply(JSON.parse((event as MessageEvent<string>).data) as Reply);
    });
    source.addEventListener("reload", handlers.moved);
    source.onopen = () => {
      wait = FIRST_WAIT;
      if (interrupted) handlers.resumed();
      interrupted = false;
    };
    source.onerror = again;
  }

  // The browser itself reconnects after a broken connection, but not after an error status.
  function again(): void {
    interrupted = true;
    if (source?.readyState !== EventSource.CLOSED) return;
    timer = window.setTimeout(open, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
