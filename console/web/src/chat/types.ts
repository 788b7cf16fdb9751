/** What the gateway sends (field names as on the wire) and what the page keeps of it. */

export interface ReplyButton {
  title: string;
  payload: string;
}

/** What an answer rests on: articles of a law, or (without `law`) a data set named by `title`. */
export interface Source {
  law?: string;
  articles?: string[];
  title?: string;
  version?: string;
  effective?: string;
  reviewed?: string;
}

export type StageState = "done" | "current" | "expected";

/** One stage of a case; `date` is ISO or written for people, empty when not known yet. */
export interface Stage {
  date: string;
  stage: string;
  note?: string;
  state: StageState;
}

export interface Reply {
  id?: string | number;
  from?: "assistant" | "staff" | "system";
  at?: string;
  text: string;
  buttons?: ReplyButton[];
  sources?: Source[];
  timeline?: Stage[];
}

export interface HistoryMessage extends Omit<Reply, "from"> {
  id: string | number;
  from: "citizen" | "assistant" | "staff" | "system";
  at: string;
}

export interface Starter {
  title: string;
  text: string;
}

export interface ChatConfig {
  demo: boolean;
  human_hours: string;
  /** The whole notice: what this is, what is recorded, how to reach a person. */
  record_notice: string;
  starters: Starter[];
}

/**
 * waiting: in line; sending: on its way; sent: answered; received: taken, the answer comes later;
 * failed: may be tried again under the same id; refused: the server will not take it as it is.
 */
export type SendState = "waiting" | "sending" | "sent" | "received" | "failed" | "refused";

/** A message of the citizen's. `id` is the message_id that makes sending it twice harmless. */
export interface CitizenEntry {
  kind: "citizen";
  id: string;
  at: string;
  text: string;
  payload?: string;
  state: SendState;
  problem?: string;
}

export interface ReplyEntry {
  kind: "reply";
  id: string;
  at: string;
  from: "assistant" | "staff";
  text: string;
  buttons: ReplyButton[];
  sources: Source[];
  timeline: Stage[];
}

/** A word that nobody says: the page's own, or that somebody has joined the conversation. */
export interface NoteEntry {
  kind: "note";
  id: string;
  text: string;
}

export type Entry = CitizenEntry | ReplyEntry | NoteEntry;
