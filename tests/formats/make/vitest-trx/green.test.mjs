// 2 tests: both pass.
import { describe, test } from 'vitest';

describe('green', () => {
  test('one', () => {});
  test('two', () => {});
});
