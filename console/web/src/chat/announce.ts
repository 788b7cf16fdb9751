/** Short words for people who listen to the page: said once by the screen reader, shown nowhere. */
import { ref } from "vue";

export const announcement = ref("");

export function announce(text: string): void {
  // The same words twice are only spoken twice if the text changes in between.
  announcement.value = "";
  requestAnimationFrame(() => {
    announcement.value = text;
  });
}
