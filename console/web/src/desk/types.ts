/** What the console's API answers, as console/api declares it. */

export interface Me {
  name: string;
  display_name: string;
  role: string;
  role_name: string;
  court_code: string;
  permissions: string[];
  csrf: string;
  demo: boolean;
}

export type View = "unanswered" | "mine" | "waiting" | "all";

export interface QueueRow {
  conversation_id: string;
  court_code: string;
  channel: string;
  topic: string;
  reason: string;
  urgency: number;
  state: string;
  holder: string;
  unanswered: boolean;
  deadline_on: string | null;
  waiting_since: string;
  citizen_at: string;
  staff_at: string | null;
}

export interface QueuePage {
  rows: QueueRow[];
  counts: Record<View, number>;
  next: string | null;
}

export interface Understood {
  intent?: string;
  confidence?: number;
  topics?: { topic: string; confidence: number }[];
  topic?: string;
}

export interface Entry {
  seq: number;
  sender: "citizen" | "assistant" | "staff" | "system";
  by: string;
  channel: string;
  at: string;
  text: string;
  body: { buttons?: { title: string }[]; sources?: { law?: string; articles?: string[] }[] };
  understood: Understood | null;
}

export interface NoteView {
  by: string;
  at: string;
  text: string;
  whisper: boolean;
}

export interface OrderView {
  receipt: string;
  kind: string;
  priority: string;
  stage: string;
  stage_name: string;
  summary: string;
  created_at: string;
  due_at: string | null;
}

export interface ConversationView {
  handover: QueueRow;
  summary: string;
  owner: string;
  entries: Entry[];
  earlier: boolean;
  notes: NoteView[];
  orders: OrderView[];
}

export interface CaseCard {
  case_number: string;
  level: number;
  expires_at: string;
  court: string;
  cause: string;
  procedure: string;
  role: string;
  party: string;
  stage: string;
  what_next: string;
  judge: string;
  hearing: string;
  timeline: { on: string | null; stage: string; note: string; state: string }[];
  as_of: string | null;
}

export interface Door {
  channel: string;
  reaches: boolean;
  left: number | null;
  until: string | null;
}

export interface Background {
  cases: CaseCard[];
  told: { label: string; value: string }[];
  contacts: { conversation_id: string; at: string; reason: string; state: string; summary: string }[];
  door: Door;
  forward: ForwardView | null;
}

export interface ApprovedReply {
  title: string;
  text: string;
  missing: string[];
}

export interface Tool {
  name: string;
  title: string;
}

export interface Replies {
  replies: ApprovedReply[];
  articles: ApprovedReply[];
  tools: Tool[];
}

export interface Colleague {
  name: string;
  display_name: string;
}

export interface ForwardView {
  id: number;
  conversation_id: string;
  by: string;
  to: string;
  reason: string;
  state: string;
  answer: string;
  made_at: string;
}
