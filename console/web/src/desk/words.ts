/** Words of the desk for what the API names in codes. */

export const CHANNELS: Record<string, string> = { web: "网页", wechat: "微信", voice: "电话" };

export const REASONS: Record<string, string> = {
  human: "要求人工",
  danger: "人身危险",
  unanswered: "没能答复",
};

export const VIEWS = { unanswered: "待回复", mine: "我的", waiting: "排队中", all: "全部" } as const;

export const SENDERS: Record<string, string> = {
  citizen: "当事人",
  assistant: "智能助手",
  staff: "工作人员",
  system: "系统",
};

const URGENCY = ["人身危险", "期限临近", "一般"];

export function urgencyName(urgency: number): string {
  return URGENCY[urgency] ?? "一般";
}

export function named(names: Record<string, string>, code: string): string {
  return names[code] ?? code;
}
