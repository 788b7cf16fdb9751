/** The entries of the menu; those whose permission is missing are not shown. */

export interface MenuItem {
  path: string;
  title: string;
  permission: string;
}

export const MENU: MenuItem[] = [
  { path: "/queue", title: "接待", permission: "read_conversations" },
  { path: "/orders", title: "工单", permission: "read_conversations" },
  { path: "/appointments", title: "预约", permission: "handle_orders" },
  { path: "/corrections", title: "纠错", permission: "answer" },
  { path: "/knowledge", title: "知识库", permission: "edit_knowledge" },
  { path: "/search", title: "检索", permission: "read_conversations" },
  { path: "/overview", title: "概览", permission: "read_overview" },
];
