/** What the console's API tells of articles, and the form's texts made of it. */

export interface Citation {
  law: string;
  articles: string[];
}

export interface ArticleFields {
  id: string;
  topic: string;
  main: boolean;
  title: string;
  questions: string[];
  short: string;
  answer: string;
  steps: string[];
  materials: string[];
  facets: Record<string, string>;
  basis: Citation[];
  basis_note: string;
  voice: string;
  related: string[];
  handover: string;
  leads_to: string;
  confidence: string;
  held: string;
  effective: string | null;
  expires: string | null;
}

export interface ArticleRow {
  id: string;
  title: string;
  topic: string;
  topic_label: string;
  main: boolean;
  state: string;
  state_name: string;
  held: string;
  effective: string;
  expires: string | null;
  reviewed: string;
  draft: number | null;
}

export interface ArticlePage {
  rows: ArticleRow[];
  counts: Record<string, number>;
}

export interface Preview {
  web: string;
  full: string;
  buttons: string[];
  sources: string[];
  wechat: string[];
  voice: { text: string; long: boolean }[];
}

export interface Finding {
  level: string;
  where: string;
  field: string;
  problem: string;
}

export interface Assessment {
  preview: Preview | null;
  findings: Finding[];
}

export interface ArticleView {
  fields: ArticleFields;
  file: string;
  base: string;
  state: string;
  state_name: string;
  reviewed: { date?: string; role?: string };
  history: { since: string; until: string | null; title: string; changed: string }[];
  preview: Preview | null;
  draft: number | null;
}

export interface Draft {
  id: number;
  article_id: string;
  title: string;
  file: string;
  base: string;
  outdated: boolean;
  fields: ArticleFields;
  reason: string;
  state: string;
  state_name: string;
  author: string;
  changed_at: string;
  reviewer: string;
  remark: string;
}

export interface Choices {
  topics: { name: string; label: string; in_scope: boolean }[];
  laws: { key: string; name: string; version: string; effective: string | null; articles: number | null }[];
  files: string[];
  facets: Record<string, string>;
  leads_to: string[];
  confidences: string[];
  articles: { id: string; title: string; topic: string }[];
}

export interface Impact {
  law: string;
  version: string;
  provision: string;
  articles: {
    id: string;
    title: string;
    topic_label: string;
    cited: string[];
    reviewed: string;
    state: string;
    state_name: string;
  }[];
  results: { kind: string; label: string; cited: string[] }[];
}

export const LEVELS: Record<string, string> = { error: "要改", warning: "请看", info: "提示" };

export const LEADS_TO: Record<string, string> = {
  litigation_fee: "算诉讼费",
  time_limit: "算期限",
  interest: "算迟延利息",
  case_query: "查案件",
  work_order: "转人工",
  appointment: "预约",
};

export const CONFIDENCES: Record<string, string> = {
  verified: "已核实，对外提供",
  needs_confirmation: "待核实，不对外提供",
};

/** Names of the fields as the form shows them; findings use the codes. */
export const FIELDS: Record<string, string> = {
  id: "编号",
  topic: "事项",
  main: "主条目",
  title: "标题",
  questions: "问法",
  short: "短答",
  answer: "完整答复",
  steps: "步骤",
  materials: "材料",
  facets: "追问",
  basis: "依据",
  basis_note: "没有依据的原因",
  voice: "电话里怎么说",
  related: "相关答复",
  handover: "何时转人工",
  leads_to: "引到",
  confidence: "是否核实",
  held: "暂停理由",
  effective: "生效日",
  expires: "停用日",
  reviewed: "核对",
};

export function emptyFields(): ArticleFields {
  return {
    id: "",
    topic: "",
    main: false,
    title: "",
    questions: [],
    short: "",
    answer: "",
    steps: [],
    materials: [],
    facets: {},
    basis: [],
    basis_note: "",
    voice: "",
    related: [],
    handover: "",
    leads_to: "",
    confidence: "needs_confirmation",
    held: "",
    effective: null,
    expires: null,
  };
}

/** One line, one item; empty lines are left out. */
export function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/** Numbers of articles as people write them in a row: 85、86 171. */
export function numbers(text: string): string[] {
  return text
    .split(/[、，,;；\s]+/)
    .map((number) => number.replace(/^第|条$/g, ""))
    .filter(Boolean);
}
