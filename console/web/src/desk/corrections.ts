/** What the console's API tells of corrections. */

export interface Correction {
  id: number;
  text: string;
  answer: string;
  read_as: string;
  kind: string;
  kind_name: string;
  topic: string;
  article_id: string;
  missing: string;
  state: string;
  state_name: string;
  author: string;
  made_at: string;
  reviewer: string;
  remark: string;
}

export interface AskedGroup {
  size: number;
  near: string;
  shown: { conversation_id: string; seq: number; text: string }[];
}

/** The message that is marked: where it stands, and its words to begin with. */
export interface Marked {
  conversation_id: string;
  seq: number;
  text: string;
}

export const KINDS = { topic: "理解错了事项", article: "该用另一条答复", missing: "缺这方面的答复" } as const;
export type Kind = keyof typeof KINDS;
