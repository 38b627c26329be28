// 9 tests: 3 pass, 1 passes at its second try, 2 fail, 1 is skipped, 1 is to do, 1 fails for its hook.
import { beforeEach, describe, expect, test } from 'vitest';

describe('größe <&> "quoted"', () => {
  test('passes', () => expect(1 + 1).toBe(2));
  test('prints 🐧', () => console.log('\u001b[32mcoloured\u001b[0m <out> & ]]>'));
  test('fails', () => expect('größe <&> ]]> 🐧').toBe('\u001b[31mred\u001b[0m'));
  test('throws', () => { throw new Error('out of <memory> & luck'); });
  test.skip('skipped', () => {});
  test.todo('to do');
  describe('inner', () => { test('passes', () => {}); });
});
describe('broken world', () => {
  beforeEach(() => { throw new Error('no database'); });
  test('never', () => {});
});
describe('again', () => {
  let tries = 0;
  test('flaky', { retry: 2 }, () => expect(tries++).toBe(1));
});
