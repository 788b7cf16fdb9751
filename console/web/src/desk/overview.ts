/** The overview: figures and charts of a period, as console/api/overview.py declares them. */
import { ref, shallowRef } from "vue";

import { ApiError, get } from "./api";

export type Cell = string | number | null;

export interface Figure {
  key: string;
  title: string;
  value: number | null;
  unit: string;
  meaning: string;
}

export interface ChartData {
  key: string;
  title: string;
  form: "bar" | "line" | "table";
  columns: string[];
  rows: Cell[][];
  meaning: string;
}

export interface Overview {
  since: string;
  until: string;
  numbers: Figure[];
  charts: ChartData[];
}

const DAY = 86_400_000;
const ISO = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });

/** The date in China so many days ago, as 2026-11-24. */
export function daysAgo(days: number, now: number = Date.now()): string {
  return ISO.format(now - days * DAY);
}

/** Monday and Sunday of the whole week so many weeks before this one. */
export function week(before: number, now: number = Date.now()): { since: string; until: string } {
  const today = Date.parse(`${daysAgo(0, now)}T00:00:00Z`);
  const monday = today - (((new Date(today).getUTCDay() + 6) % 7) + 7 * before) * DAY;
  const day = (moment: number): string => new Date(moment).toISOString().slice(0, 10);
  return { since: day(monday), until: day(monday + 6 * DAY) };
}

/** How a cell is read: a hidden count says so. */
export function shown(cell: Cell): string {
  return cell === null ? "不显示" : String(cell);
}

export function useOverview() {
  const found = shallowRef<Overview | null>(null);
  const failed = ref("");
  const busy = ref(false);
  let newest = 0;

  async function load(since: string, until: string): Promise<void> {
    const mine = (newest += 1);
    busy.value = true;
    failed.value = "";
    try {
      const answer = await get<Overview>("overview", { since, until });
      if (mine === newest) found.value = answer;
    } catch (error) {
      if (mine === newest) failed.value = error instanceof ApiError ? error.message : "没有取到数据，请再试一次。";
    } finally {
      if (mine === newest) busy.value = false;
    }
  }
  return { found, failed, busy, load };
}
