/** ECharts with the parts we use. No HTML is made: the page's policy forbids styles in markup. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use, type ECharts } from "echarts/core";
import type { ECBasicOption } from "echarts/types/dist/shared";
import { CanvasRenderer } from "echarts/renderers";

import type { ChartData } from "./overview";

use([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

const COLOUR = "#1f5f99";
const QUIET = "#5b6673";
const LYING = new Set(["topics", "courts"]);

export function draw(where: HTMLElement): ECharts {
  return init(where, null, { renderer: "canvas" });
}

/** Returns how many rows of pixels a chart needs. */
export function heightOf(data: ChartData): number {
  return LYING.has(data.key) ? Math.max(160, 40 + data.rows.length * 26) : 260;
}

export function optionOf(data: ChartData): ECBasicOption {
  const names = data.rows.map((row) => String(row[0]));
  const category = { type: "category", data: names, axisLabel: { color: QUIET, hideOverlap: true } };
  const value = { type: "value", minInterval: 1, axisLabel: { color: QUIET } };
  const lying = LYING.has(data.key);
  return {
    animation: false,
    color: [COLOUR],
    grid: { left: 8, right: 24, top: 16, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText" },
    xAxis: lying ? value : category,
    yAxis: lying ? { ...category, inverse: true } : value,
    series: [{ type: data.form, name: data.columns[1], data: data.rows.map((row) => row[1]), barMaxWidth: 28 }],
  };
}
