/** The queue of this page: one view of it, kept fresh by the server's events. */
import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from "vue";

import { ApiError, endpoint, get, me } from "./api";
import { notify } from "./notify";
import type { QueuePage, QueueRow, View } from "./types";

const EMPTY: QueuePage = {
  rows: [],
  counts: { unanswered: 0, mine: 0, waiting: 0, all: 0 },
  next: null,
};

export interface Queue {
  page: Ref<QueuePage>;
  failed: Ref<string>;
  online: Ref<boolean>;
  changed: Ref<QueueRow | null>;
  reload: () => Promise<void>;
  more: () => Promise<void>;
}

export function useQueue(view: Ref<View>, channel: Ref<string>): Queue {
  const page = shallowRef<QueuePage>(EMPTY);
  const failed = ref("");
  const online = ref(true);
  const changed = shallowRef<QueueRow | null>(null);
  let source: EventSource | null = null;
  let due: number | undefined;

  async function load(after?: string): Promise<QueuePage> {
    return get<QueuePage>("queue", { view: view.value, channel: channel.value, after });
  }

  async function reload(): Promise<void> {
    try {
      page.value = await load();
      failed.value = "";
    } catch (error) {
      failed.value = error instanceof ApiError ? error.message : "队列没有读出来，请刷新页面。";
    }
  }

  async function more(): Promise<void> {
    if (!page.value.next) return;
    const behind = await load(page.value.next);
    page.value = { ...behind, rows: [...page.value.rows, ...behind.rows] };
  }

  /** Several changes at once are one reading. */
  function reloadSoon(): void {
    window.clearTimeout(due);
    due = window.setTimeout(() => void reload(), 150);
  }

  function listen(): void {
    source = new EventSource(endpoint("queue/events"));
    source.addEventListener("open", () => {
      online.value = true;
      reloadSoon();
    });
    source.addEventListener("error", () => {
      online.value = false;
    });
    source.addEventListener("changed", (event: MessageEvent<string>) => {
      const row = JSON.parse(event.data) as QueueRow;
      changed.value = row;
      if (row.unanswered && (row.holder === "" || row.holder === me.value?.name)) notify(row);
      reloadSoon();
    });
  }

  watch([view, channel], () => void reload());
  onMounted(() => {
    void reload();
    listen();
  });
  onBeforeUnmount(() => {
    source?.close();
    window.clearTimeout(due);
  });
  return { page, failed, online, changed, reload, more };
}
