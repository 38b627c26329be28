// 13 tests and steps: 7 pass, 4 fail (one is the parent of a step that fails), 2 are ignored.
import { strictEqual } from "node:assert";

Deno.test("passes", () => strictEqual(1 + 1, 2));
Deno.test('prints größe <&> "quoted" 🐧', () => console.log("\u001b[32mcoloured\u001b[0m <out> & ]]>"));
Deno.test("fails", () => strictEqual("größe <&> ]]> 🐧", "\u001b[31mred\u001b[0m"));
Deno.test("throws", () => {
  throw new Error("out of <memory> & luck");
});
Deno.test("leaves a timer", () => {
  setTimeout(() => {}, 100_000);
});
Deno.test.ignore("ignored", () => {});
Deno.test("steps", async (t) => {
  await t.step("one", () => {});
  await t.step("two", async (t) => {
    await t.step("deep", () => {});
  });
});
Deno.test("steps that fail", async (t) => {
  await t.step("bad", () => {
    throw new Error("said <no>");
  });
  await t.step({ name: "ignored", ignore: true, fn: () => {} });
});
