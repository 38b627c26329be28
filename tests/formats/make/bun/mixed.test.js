// 10 tests: 4 pass (one at its second try, one as it should fail), 3 fail, 1 fails for its hook, 1 is skipped, 1 is to do.
import { beforeEach, describe, expect, test } from "bun:test";

describe('größe <&> "quoted"', () => {
  test("passes", () => expect(1 + 1).toBe(2));
  test("prints 🐧", () => console.log("\u001b[32mcoloured\u001b[0m <out> & ]]>"));
  test("fails", () => expect("größe <&> ]]> 🐧").toBe("\u001b[31mred\u001b[0m"));
  test("throws", () => {
    throw new Error("out of <memory> & luck");
  });
  test("takes too long", () => new Promise(() => {}), 100);
  test.skip("skipped", () => {});
  test.todo("to do");
  test.failing("should fail", () => expect(1).toBe(2));
});
describe("broken world", () => {
  beforeEach(() => {
    throw new Error("no database");
  });
  test("never", () => {});
});
let tries = 0;
test("flaky", () => expect(tries++).toBe(1), { retry: 2 });
