// Answers on the loop-back: server.js PORT
require('node:http').createServer((request, response) => {
  if (request.url === '/dies') return request.socket.destroy()
  response.writeHead(request.url === '/missing' ? 404 : 200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ name: 'Zoë 😀 <a> & "b"' }))
}).listen(Number(process.argv[2]), '127.0.0.1')
