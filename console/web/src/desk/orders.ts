/** Work orders as console/api/orders.py answers them, and the words that staff read. */

import { personName } from "./names";

export const ORDER_VIEWS = {
  open: "未办结",
  mine: "我的",
  unassigned: "待转办",
  overdue: "已超期",
  supervised: "督办中",
  closed: "已办结",
} as const;

export type OrderViewName = keyof typeof ORDER_VIEWS;

export interface OrderRow {
  receipt: string;
  court_code: string;
  kind: string;
  kind_name: string;
  priority: string;
  stage: string;
  stage_name: string;
  summary: string;
  division: string;
  assignee: string;
  created_at: string;
  due_at: string | null;
  clock: "none" | "running" | "near" | "late" | "stopped";
  minutes_left: number | null;
  rating: number | null;
}

export interface OrderPage {
  rows: OrderRow[];
  counts: Partial<Record<OrderViewName, number>>;
  more: boolean;
}

export interface OrderField {
  name: string;
  label: string;
  required: boolean;
  choices: string[];
}

export interface OrderWords {
  kinds: { kind: string; name: string; fields: OrderField[] }[];
  stages: Record<string, string>;
  ratings: Record<string, string>;
}

export interface OrderStep {
  at: string;
  by: string;
  act: string;
  act_name: string;
  stage_name: string;
  to: string;
  note: string;
}

export interface OrderDetail {
  row: OrderRow;
  conversation_id: string;
  form: { name: string; value: string; masked: boolean }[];
  missing: string[];
  answer: string | null;
  law: string | null;
  acts: string[];
  steps: OrderStep[];
}

export interface OrderPromise {
  kind: string;
  hours: number;
  warn_hours: number;
}

/** Working time in words: 25分钟, 3小时, 12小时30分钟. */
export function workingTime(minutes: number): string {
  const whole = Math.abs(minutes);
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  if (!hours) return `${rest}分钟`;
  return rest ? `${hours}小时${rest}分钟` : `${hours}小时`;
}

/** What the clock of an order says, in one line. */
export function clockLine(row: OrderRow): string {
  if (row.clock === "stopped") return "已答复";
  if (row.clock === "none") return "没有承诺时间";
  const time = row.minutes_left ? workingTime(row.minutes_left) : "";
  if (row.clock === "late") return time ? `超期 ${time}` : "已到期";
  return time ? `还剩 ${time}` : "快到期";
}

/** Who handles an order: the division, the person, or both. */
export function handlers(row: OrderRow): string {
  return [row.division, personName(row.assignee)].filter(Boolean).join(" ");
}

/** Who did a step, in words. */
export function stepBy(by: string): string {
  if (by === "system") return "系统";
  return by === "citizen" || by === "" ? "当事人" : personName(by);
}
