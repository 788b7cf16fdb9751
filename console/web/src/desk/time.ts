/** Times as staff read them, on the clocks of China wherever the browser is. */

const CLOCK = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  hour: "2-digit",
  minute: "2-digit",
});
const DAY = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  month: "numeric",
  day: "numeric",
});

/** 14:05 today, 3月2日 14:05 on another day. */
export function clock(moment: string, now: Date = new Date()): string {
  const at = new Date(moment);
  const day = DAY.format(at);
  return day === DAY.format(now) ? CLOCK.format(at) : `${day} ${CLOCK.format(at)}`;
}

/** How long ago, in words: 刚刚, 5分钟, 3小时, 2天. */
export function since(moment: string, now: number = Date.now()): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(moment)) / 60_000));
  if (minutes < 1) return "刚刚";
  if (minutes < 60) return `${minutes}分钟`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}小时`;
  return `${Math.floor(minutes / (24 * 60))}天`;
}
