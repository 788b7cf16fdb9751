/** The size of the letters: five steps, remembered in this browser; styles/base.css has the sizes. */
import { computed, ref, type ComputedRef } from "vue";

import { savedTextSize } from "./storage";

const NAMES = ["较小", "标准", "大", "特大", "超大"];
const STANDARD = 1;

const step = ref(STANDARD);

export const textSizeName: ComputedRef<string> = computed(() => NAMES[step.value] ?? "");
export const isSmallest: ComputedRef<boolean> = computed(() => step.value === 0);
export const isLargest: ComputedRef<boolean> = computed(() => step.value === NAMES.length - 1);

export function restoreTextSize(): void {
  const saved = savedTextSize.read();
  apply(Number.isInteger(saved) ? Number(saved) : STANDARD);
}

/** Makes the letters larger (1) or smaller (-1), as far as there are steps. */
export function changeTextSize(by: 1 | -1): void {
  apply(step.value + by);
  savedTextSize.write(step.value);
}

function apply(wanted: number): void {
  step.value = Math.min(Math.max(wanted, 0), NAMES.length - 1);
  document.documentElement.dataset.textSize = String(step.value);
}
