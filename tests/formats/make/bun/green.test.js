// 2 tests: both pass.
import { test } from "bun:test";

test("one", () => {});
test("two", () => {});
