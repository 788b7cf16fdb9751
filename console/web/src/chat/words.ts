/** Sentences of the page itself, and what it shows until (or unless) the gateway's settings arrive. */
import type { ChatConfig } from "./types";

export const SAY = {
  expired: "隔了较长时间，为保护您的信息，上一次对话已经结束。现在是新的对话。",
  expiredButton: "这个按钮属于上一次对话，已经失效。请重新选择，或者直接输入您的问题。",
  network: "没有发出去。请检查网络，再点“重试”。",
  slow: "等了很久还没有收到答复。请点“重试”，不会重复提交。",
  server: "系统暂时出了点问题。请稍后点“重试”，也可以拨打 12368 热线。",
  unreachable: "暂时连接不上服务，正在重新连接。您也可以先拨打 12368 热线。",
  offline: "网络已断开。您写的内容会留着，恢复后再发送。",
  restartFailed: "没能重新开始，请检查网络后再试一次。",
  greeting: "您好，请直接输入您的问题。",
  human: "转人工",
} as const;

export const DEFAULT_CONFIG: ChatConfig = {
  demo: false,
  human_hours: "",
  record_notice: 
    "我是机器，不是法官；答复只供您办事参考。对话会被记录，用来答复您和改进服务。随时可以说“人工”找工作人员。",
  starters: [
    { title: "我的案子到哪一步了", text: "我的案子到哪一步了" },
    { title: "什么时候开庭", text: "什么时候开庭" },
    { title: "怎么起诉立案", text: "怎么起诉立案" },
    { title: "诉讼费要交多少", text: "诉讼费要交多少" },
    { title: "不服判决怎么上诉", text: "不服判决怎么上诉" },
    { title: "对方不履行判决怎么办", text: "对方不履行判决怎么办" },
  ],
};
