export default { files: ['mixed.mjs', 'green.mjs', 'rejected.mjs', 'unloadable.mjs', 'empty.mjs'], failFast: false }
