/** Files from the API: asked for with a reason, saved by the browser. */
import { ApiError, endpoint, me } from "./api";

const TIMEOUT = 120_000;

/** Asks for a file and saves it under the name the server gives. Throws ApiError. */
export async function save(path: string, body: unknown): Promise<void> {
  const answer = await fetch(endpoint(path), {
    method: "POST",
    headers: { "content-type": "application/json", "x-csrf-token": me.value?.csrf ?? "" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT),
  }).catch(() => {
    throw new ApiError(0, "unreachable", "连不上服务器，请检查网络后再试。");
  });
  if (!answer.ok) throw await failure(answer);
  keep(await answer.blob(), nameOf(answer));
}

async function failure(answer: Response): Promise<ApiError> {
  const known = (await answer.json().catch(() => null)) as {
    error?: { code?: string; message?: string };
  } | null;
  const message = known?.error?.message ?? "没有导出成功，请稍后再试。";
  return new ApiError(answer.status, known?.error?.code ?? "unknown", message);
}

function nameOf(answer: Response): string {
  const found = /filename\*=UTF-8''(\S+)/.exec(answer.headers.get("content-disposition") ?? "");
  return found?.[1] ? decodeURIComponent(found[1]) : "导出";
}

function keep(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  window.setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 10_000);
}
