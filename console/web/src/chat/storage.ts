/** What the browser keeps for the citizen. A browser that keeps nothing (private mode) still works. */
import type { CitizenEntry } from "./types";

interface Kept<T> {
  read: () => T | null;
  write: (value: T) => void;
  clear: () => void;
}

interface Unsent {
  session: string;
  messages: CitizenEntry[];
}

/** The current conversation; survives closing the page. */
export const savedSession = kept<string>(() => localStorage, "chat.session");
/** The wording of the notice that this person has already read. */
export const savedNotice = kept<string>(() => localStorage, "chat.notice");
export const savedTextSize = kept<number>(() => localStorage, "chat.text-size");
/** Messages not yet answered for, and the text being written: for this tab only. */
export const savedUnsent = kept<Unsent>(() => sessionStorage, "chat.unsent");
export const savedDraft = kept<string>(() => sessionStorage, "chat.draft");

/** One value kept as JSON. The store is asked for late: touching it may itself be forbidden. */
function kept<T>(store: () => Storage, key: string): Kept<T> {
  return {
    read: () =>
      attempt(() => {
        const text = store().getItem(key);
        return text === null ? null : (JSON.parse(text) as T);
      }),
    write: (value) => {
      attempt(() => {
        store().setItem(key, JSON.stringify(value));
      });
    },
    clear: () => {
      attempt(() => {
        store().removeItem(key);
      });
    },
  };
}

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
