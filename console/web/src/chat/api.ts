/** The gateway's chat API. Every failure leaves here as an ApiError with a sentence to show. */
import type { ChatConfig, HistoryMessage, Reply } from "./types";
import { SAY } from "./words";

/** How long one request may take, in milliseconds. */
const TIMEOUT = 30_000;

/** expired: the session is over; refused: wrong as it is; later: may be tried again. */
export type FailureKind = "expired" | "refused" | "later";

export class ApiError extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    /** Seconds to wait before another try, when the server said so. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

export interface OutgoingMessage {
  session: string;
  message_id: string;
  text?: string;
  payload?: string;
  /** What the button with this payload says: the history shows it. */
  title?: string;
}

/** Returns the full address of an endpoint such as `messages`, beside wherever the page is served. */
export function endpoint(path: string, query: Record<string, string> = {}): string {
  const url = new URL(`api/chat/${path}`, document.baseURI);
  url.search = new URLSearchParams(query).toString();
  return url.href;
}

export async function loadConfig(): Promise<Partial<ChatConfig>> {
  return call<Partial<ChatConfig>>(endpoint("config"));
}

export async function openSession(): Promise<{ session: string; replies: Reply[] }> {
  type Opened = { session: string; greeting?: { replies?: Reply[] } };
  const opened = await call<Opened>(endpoint("sessions"), {});
  return { session: opened.session, replies: opened.greeting?.replies ?? [] };
}

export interface Answer {
  replies: Reply[];
  /** The session now speaks in another conversation, whose history is to be shown. */
  reload: boolean;
}

export async function sendMessage(message: OutgoingMessage, signal: AbortSignal): Promise<Answer> {
  const answer = await call<Partial<Answer>>(endpoint("messages"), message, signal);
  return { replies: answer.replies ?? [], reload: answer.reload ?? false };
}

export async function loadHistory(session: string): Promise<HistoryMessage[]> {
  const found = await call<{ messages?: HistoryMessage[] }>(endpoint("history", { session }));
  return found.messages ?? [];
}

/** POSTs `body` as JSON, or GETs when there is none. */
async function call<T>(url: string, body?: object, signal?: AbortSignal): Promise<T> {
  const abort = new AbortController();
  const stop = (): void => {
    abort.abort();
  };
  signal?.addEventListener("abort", stop);
  const timer = setTimeout(stop, TIMEOUT);
  try {
    const response = await fetch(url, { ...request(body), signal: abort.signal });
    if (!response.ok) throw await failure(response);
    return (await response.json()) as T;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError("later", abort.signal.aborted ? SAY.slow : SAY.network);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

function request(body?: object): RequestInit {
  if (!body) return { headers: { Accept: "application/json" } };
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  return { method: "POST", headers, body: JSON.stringify(body) };
}

async function failure(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const said = (body as { error?: { message?: unknown } } | null)?.error?.message;
  const message = typeof said === "string" && said ? said : SAY.server;
  const wait = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return new ApiError(kindOf(response.status), message, Number.isNaN(wait) ? null : wait);
}

function kindOf(status: number): FailureKind {
  if (status === 401) return "expired";
  return [400, 413, 422].includes(status) ? "refused" : "later";
}
