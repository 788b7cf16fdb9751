/** Names of colleagues and topics, read once after signing in. */
import { shallowRef, watch } from "vue";

import { get, me, may } from "./api";

interface Names {
  people: Record<string, string>;
  topics: Record<string, string>;
}

const NONE: Names = { people: {}, topics: {} };
const names = shallowRef<Names>(NONE);

/** What people say that is no topic. */
const INTENTS: Record<string, string> = {
  procedure: "程序咨询",
  out_of_scope: "不在服务范围",
  inform: "报信息",
  nlu_fallback: "没有听懂",
  affirm: "是",
  deny: "否",
  greet: "问候",
  thank: "道谢",
  goodbye: "告别",
  insult: "情绪激动",
  follow_up: "追问",
};

watch(
  me,
  async (person) => {
    const readable = person && may("read_conversations");
    // Without names the page still works, with accounts in their place.
    names.value = readable ? await get<Names>("names").catch(() => NONE) : NONE;
  },
  { immediate: true },
);

/** The display name of an account; whoever is not of this court stays unnamed. */
export function personName(account: string): string {
  if (!account) return "";
  const known = names.value.people[account];
  return known ?? (names.value === NONE ? account : "其他法院的同事");
}

export function topicName(code: string): string {
  return names.value.topics[code] ?? INTENTS[code] ?? code;
}
