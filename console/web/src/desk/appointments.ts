/** Appointments as console/api/appointments.py answers them, and the week on China's clocks. */

export interface Booking {
  receipt: string;
  kind: string;
  begins_at: string;
  ends_at: string;
  state: string;
  name: string;
  phone: string;
  case_number: string;
  conversation_id: string;
}

export interface Slot {
  kind: string;
  begins_at: string;
  ends_at: string;
  capacity: number;
  free: number;
  bookings: Booking[];
}

export interface Week {
  monday: string;
  slots: Slot[];
}

export interface Span {
  weekday: number;
  begins: string;
  ends: string;
  minutes: number;
  capacity: number;
}

export interface Plan {
  place: string;
  note: string;
  open: boolean;
  notice_hours: number;
  days_ahead: number;
  spans: Span[];
}

export interface Closure {
  id: number;
  kind: string;
  begins_at: string;
  ends_at: string;
  reason: string;
}

export interface SetUp {
  names: Record<string, string>;
  services: (Plan & { kind: string })[];
  closures: Closure[];
}

export const WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

const DATE = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" });
const TIME = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });

/** The day of a moment in China: 2026-11-25. */
export function dayOf(moment: Date | string): string {
  return DATE.format(new Date(moment));
}

/** The time of a moment in China: 09:00. */
export function timeOf(moment: string): string {
  return TIME.format(new Date(moment));
}

/** A day some days later or earlier. */
export function shifted(day: string, days: number): string {
  const at = new Date(`${day}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  return shifted(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7));
}

/** 11月25日 周三 */
export function dayName(day: string): string {
  const at = new Date(`${day}T12:00:00Z`);
  const name = WEEKDAYS[(at.getUTCDay() + 6) % 7] ?? "";
  return `${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${name}`;
}

/** The moment of a day and a time on China's clocks, as the API takes it. */
export function moment(day: string, time: string): string {
  return `${day}T${time}:00+08:00`;
}
