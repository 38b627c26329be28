// The steps of all features.
const assert = require('node:assert')
const { Before, Given, Then } = require('@cucumber/cucumber')

let tries = 0
Before({ tags: '@broken' }, () => { throw new Error('no database at <db>') })
Given('a number {int}', function (number) { this.number = number })
Then('it is {int}', function (number) { assert.strictEqual(this.number, number, `${this.number} is not ${number} 😀 <&> ]]> 𝔘`) })
Given('a step that throws', () => { throw new TypeError('an exception: 😀 <&>') })
Given('a step that is pending', () => 'pending')
Given('a step that skips', () => 'skipped')
Given('an ambiguous step', () => {})
Given(/^an ambiguous/, () => {})
Given('a step in colour', () => { console.log('\u001b[32mgreen\u001b[0m'); throw new Error('\u001b[31mred message\u001b[0m \u0007') })
Given('a step that passes at the third try', () => { tries += 1; if (tries < 3) throw new Error(`try ${tries}`) })
