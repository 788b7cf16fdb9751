/** Searching: what is asked, what is found, page after page. */
import { ref, shallowRef } from "vue";

import { ApiError, get, post } from "./api";

export interface Wanted {
  words: string;
  what: "" | "said" | "order";
  channel: string;
  topic: string;
  kind: string;
  sender: string;
  since: string | null;
  until: string | null;
}

export interface Hit {
  id: number;
  conversation_id: string;
  seq: number;
  receipt: string;
  sender: string;
  channel: string;
  kind: string;
  topic: string;
  court_code: string;
  stage: string;
  at: string;
  snippet: string;
}

interface Found {
  hits: Hit[];
  words: string[];
  next: number | null;
}

export interface Choices {
  topics: Record<string, string>;
  kinds: Record<string, string>;
}

export const NOTHING: Wanted = {
  words: "",
  what: "",
  channel: "",
  topic: "",
  kind: "",
  sender: "",
  since: null,
  until: null,
};

/** Returns a question as the API takes it: an emptied field narrows nothing. */
export function cleaned(wanted: Wanted): Wanted {
  return {
    words: wanted.words,
    what: wanted.what || "",
    channel: wanted.channel || "",
    topic: wanted.topic || "",
    kind: wanted.kind || "",
    sender: wanted.sender || "",
    since: wanted.since || null,
    until: wanted.until || null,
  };
}

/** Splits a text at the words found, so that these can be marked. */
export function pieces(text: string, words: string[]): { text: string; marked: boolean }[] {
  const escaped = words.filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!escaped.length) return [{ text, marked: false }];
  return text
    .split(new RegExp(`(${escaped.join("|")})`, "gi"))
    .map((piece, place) => ({ text: piece, marked: place % 2 === 1 }))
    .filter((piece) => piece.text);
}

export function useSearch() {
  const hits = shallowRef<Hit[]>([]);
  const words = shallowRef<string[]>([]);
  const choices = shallowRef<Choices>({ topics: {}, kinds: {} });
  const next = ref<number | null>(null);
  const failed = ref("");
  const busy = ref(false);
  const asked = shallowRef<Wanted | null>(null);

  async function attempt(act: () => Promise<void>): Promise<void> {
    busy.value = true;
    failed.value = "";
    try {
      await act();
    } catch (error) {
      failed.value = error instanceof ApiError ? error.message : "没有查成，请再试一次。";
    } finally {
      busy.value = false;
    }
  }

  const load = (before: number | null) =>
    attempt(async () => {
      const found = await post<Found>("search", { ...asked.value, before });
      hits.value = before === null ? found.hits : [...hits.value, ...found.hits];
      words.value = found.words;
      next.value = found.next;
    });

  async function find(wanted: Wanted): Promise<void> {
    asked.value = cleaned(wanted);
    hits.value = [];
    next.value = null;
    await load(null);
  }

  // Not `attempt`: whoever is quick may search before the names have come.
  get<Choices>("search/choices")
    .then((names) => {
      choices.value = names;
    })
    .catch((error: unknown) => {
      failed.value = error instanceof ApiError ? error.message : "筛选条件没有取到，请刷新页面。";
    });
  return { hits, words, choices, next, failed, busy, asked, find, attempt, more: () => load(next.value) };
}
