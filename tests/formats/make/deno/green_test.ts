// 2 tests: both pass.
Deno.test("one", () => {});
Deno.test("two", () => {});
