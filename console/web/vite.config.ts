import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

// One HTML file per app (index.html is the citizen's chat page, desk.html the staff's console); scripts and styles go to assets/.
// Addresses are relative, so the pages also work behind a proxy that serves them under a path.
export default defineConfig({
  base: "./",
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: "false" },
  build: {
    // Phones of recent years, and what WeChat brings along; `dialog` and `dvh` set the limit.
    target: ["chrome87", "edge88", "firefox98", "safari15.4"],
    // A strict content security policy allows neither data: addresses nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { chat: "index.html", desk: "desk.html" } },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000", "/console/api": "http://127.0.0.1:8000" } },
});
