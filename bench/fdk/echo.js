const fdk = require('@fnproject/fdk')

fdk.handle((input) => fdk.rawResult(input), { inputMode: 'buffer' })
