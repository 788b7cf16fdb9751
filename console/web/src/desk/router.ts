/** Addresses of the console's pages, behind the # so that one file serves them all. */
import { createRouter, createWebHashHistory, type RouteRecordRaw } from "vue-router";

import { me, restore } from "./api";
import { MENU } from "./menu";
import AppointmentsView from "./views/AppointmentsView.vue";
import CorrectionsView from "./views/CorrectionsView.vue";
import KnowledgeView from "./views/KnowledgeView.vue";
import LoginView from "./views/LoginView.vue";
import NothingView from "./views/NothingView.vue";
import OrdersView from "./views/OrdersView.vue";
import QueueView from "./views/QueueView.vue";
import SearchView from "./views/SearchView.vue";

const routes: RouteRecordRaw[] = [
  { path: "/login", component: LoginView },
  { path: "/queue/:id?", component: QueueView, meta: { permission: "read_conversations" } },
  { path: "/orders/:receipt?", component: OrdersView, meta: { permission: "read_conversations" } },
  { path: "/appointments", component: AppointmentsView, meta: { permission: "handle_orders" } },
  { path: "/corrections/:part(unanswered)?", component: CorrectionsView },
  { path: "/knowledge/:part?/:id?", component: KnowledgeView, meta: { permission: "edit_knowledge" } },
  { path: "/search", component: SearchView, meta: { permission: "read_conversations" } },
  // Drawing is loaded when it is looked at.
  { path: "/overview", component: () => import("./views/OverviewView.vue"), meta: { permission: "read_overview" } },
  { path: "/report", component: () => import("./views/ReportView.vue"), meta: { permission: "read_overview" } },
  { path: "/:rest(.*)*", component: NothingView },
];

export const router = createRouter({ history: createWebHashHistory(), routes });

let restored = false;

router.beforeEach(async (to) => {
  if (!restored) {
    await restore();
    restored = true;
  }
  if (to.path === "/login") return me.value ? home() : true;
  if (!me.value) return { path: "/login", query: { to: to.fullPath } };
  if (to.path === "/" && home() !== "/") return home();
  const needed = to.meta.permission;
  if (typeof needed === "string" && !me.value.permissions.includes(needed)) return home();
  return true;
});

/** The first page of the menu that this person may see. */
export function home(): string {
  return MENU.find((item) => me.value?.permissions.includes(item.permission))?.path ?? "/";
}
