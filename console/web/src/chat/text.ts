/** Turning what the gateway sends into what is read: links, dates, laws, the text that is copied. */
import type { ReplyEntry, Source, Stage, StageState } from "./types";

export interface Segment {
  text: string;
  /** Set when the segment is a link to a court's site, or to a file of ours. */
  href?: string;
}

export const STAGE_STATES: Record<StageState, string> = {
  done: "已完成",
  current: "当前",
  expected: "预计",
};

const ADDRESS = /https?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]+|\/api\/appointments\/[\w.-]+\.ics/gi;
/** Punctuation that ends the sentence, not the address. */
const TRAILING = /[.,;:!?'")\]]+$/;

/** Splits text into plain runs and links: http(s) addresses of *.court.gov.cn, and our own files. */
export function segments(text: string): Segment[] {
  const found: Segment[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, "");
    const own = address.startsWith("/");
    const href = own ? address : courtAddress(address);
    if (!href) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index) });
    found.push({ text: own ? "下载日历文件" : address, href });
    end = match.index + address.length;
  }
  if (end < text.length) found.push({ text: text.slice(end) });
  return found;
}

function courtAddress(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const plain = !url.username && !url.password && /^https?:$/.test(url.protocol);
  return plain && /(^|\.)court\.gov\.cn$/.test(url.hostname) ? url.href : null;
}

/** Paragraphs are set apart by an empty line; single line breaks stay inside them. */
export function paragraphs(text: string): string[] {
  return text.split(/\n\s*\n/).filter((part) => part.trim());
}

/** `2026-03-05` becomes 2026年3月5日; anything else stays as written. */
export function dateInWords(date: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  return match ? `${match[1] ?? ""}年${Number(match[2])}月${Number(match[3])}日` : date;
}

/** Time of day for today's messages, with the date before it for older ones. */
export function timeInWords(at: string, now = new Date()): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "";
  const clock = `${pad(time.getHours())}:${pad(time.getMinutes())}`;
  if (time.toDateString() === now.toDateString()) return clock;
  return `${time.getMonth() + 1}月${time.getDate()}日 ${clock}`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

/** 《中华人民共和国民事诉讼法》第171条、第172条; the title of what is no law. */
export function sourceInWords(source: Source): string {
  if (!source.law) return source.title ?? "";
  const articles = (source.articles ?? []).map(articleInWords).join("、");
  const law = /^[《<]/.test(source.law) ? source.law : `《${source.law}》`;
  return law + articles;
}

/** `171` becomes 第171条; what is already in words stays. */
function articleInWords(article: string): string {
  return /^\d+$/.test(article) ? `第${article}条` : article;
}

/** When a stage was or is to be. */
export function stageDate(stage: Stage): string {
  if (stage.date) return dateInWords(stage.date);
  return stage.state === "expected" ? "时间待定" : "";
}

/** The whole answer as plain text, for the clipboard. */
export function plainText(entry: ReplyEntry): string {
  return [
    entry.text,
    entry.timeline.map(stageLine).join("\n"),
    entry.sources.map((source) => `依据：${sourceInWords(source)}`).join("\n"),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function stageLine(stage: Stage): string {
  const parts = [stageDate(stage), stage.stage, `（${STAGE_STATES[stage.state]}）`];
  return [parts.filter(Boolean).join(" "), stage.note].filter(Boolean).join("：");
}
