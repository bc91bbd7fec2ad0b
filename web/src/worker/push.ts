// Messages that come while no page is open.

export function handlePush(_self: ServiceWorkerGlobalScope): void {}
