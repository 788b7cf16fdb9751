/** Asking for a line of text before something is done. */
import { ElMessageBox } from "element-plus";

/** Returns what was written, null if the person thought better of it. */
export async function ask(title: string, text: string, required = false): Promise<string | null> {
  const options = {
    inputType: "textarea",
    confirmButtonText: "确定",
    cancelButtonText: "取消",
    ...(required ? { inputPattern: /\S/, inputErrorMessage: "这一项要写。" } : {}),
  };
  try {
    const answer = (await ElMessageBox.prompt(text, title, options)) as { value?: string | null };
    return answer.value ?? "";
  } catch {
    return null;
  }
}
