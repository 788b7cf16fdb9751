import { createApp } from "vue";
import "element-plus/dist/index.css";

import App from "./App.vue";
import { router } from "./router";
import "./styles/desk.css";
import "./styles/orders.css";
import "./styles/appointments.css";
import "./styles/reading.css";
import "./styles/knowledge.css";

createApp(App).use(router).mount("#app");
