// One test with 31 kB in its message.
it('says much', () => { throw new Error('the quick brown fox <&> ü😀\n'.repeat(1000)) })
it('quiet', () => {})
