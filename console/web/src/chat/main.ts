import { createApp } from "vue";

import App from "./App.vue";
import { restoreTextSize } from "./textSize";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/print.css";

restoreTextSize();
createApp(App).mount("#app");
