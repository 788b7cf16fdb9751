/** The console's API. Every failure leaves here as an ApiError with a sentence to show. */
import { shallowRef } from "vue";

import type { Me } from "./types";

const TIMEOUT = 20_000;

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

/** Who is signed in; null when nobody is. */
export const me = shallowRef<Me | null>(null);

export type Query = Record<string, string | number | undefined>;

/** Returns the full address of an endpoint such as `queue`, beside wherever the page is served. */
export function endpoint(path: string, query: Query = {}): string {
  const url = new URL(`api/${path}`, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") url.searchParams.set(name, String(value));
  }
  return url.href;
}

export async function get<T>(path: string, query: Query = {}): Promise<T> {
  return call<T>("GET", endpoint(path, query));
}

export async function post<T>(path: string, body: unknown = {}): Promise<T> {
  return call<T>("POST", endpoint(path), body);
}

export async function put<T>(path: string, body: unknown): Promise<T> {
  return call<T>("PUT", endpoint(path), body);
}

export async function remove<T>(path: string): Promise<T> {
  return call<T>("DELETE", endpoint(path));
}

export async function signIn(name: string, password: string, code: string): Promise<void> {
  me.value = await post<Me>("session", { name, password, one_time_code: code });
}

export async function signOut(): Promise<void> {
  await remove("session");
  me.value = null;
}

/** Finds out who is signed in; nobody is no failure. */
export async function restore(): Promise<void> {
  try {
    me.value = await get<Me>("session");
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    me.value = null;
  }
}

export function may(permission: string): boolean {
  return me.value?.permissions.includes(permission) ?? false;
}

async function call<T>(method: string, address: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { "x-csrf-token": me.value?.csrf ?? "" };
  if (body !== undefined) headers["content-type"] = "application/json";
  const init: RequestInit = {
    method,
    headers,
    signal: AbortSignal.timeout(TIMEOUT),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const answer = await fetch(address, init).catch(() => {
    throw new ApiError(0, "unreachable", "连不上服务器，请检查网络后再试。");
  });
  if (!answer.ok) throw await failure(answer);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

async function failure(answer: Response): Promise<ApiError> {
  if (answer.status === 401) me.value = null;
  const known = (await answer.json().catch(() => null)) as {
    error?: { code?: string; message?: string };
  } | null;
  const message = known?.error?.message ?? "系统出了点问题，请稍后再试。";
  return new ApiError(answer.status, known?.error?.code ?? "unknown", message);
}
