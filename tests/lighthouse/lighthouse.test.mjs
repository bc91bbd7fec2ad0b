// Lighthouse finds nothing to mend in how accessible the pages are, in what browsers warn of, and in what search engines need. How
// fast they are is measured by bench/web, and no test.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {audit} from './audit.mjs';
import {startService} from './service.mjs';

test('accessibility, best practices and SEO are 100 on every page', async () => {
  const service = await startService('--demo');
  try {
    const results = await audit(service.base, ['accessibility', 'best-practices', 'seo']);
    assert.equal(results.length, 5);
    for (const {name, scores, faults} of results)
      assert.deepEqual(scores, {accessibility: 100, 'best-practices': 100, seo: 100}, `${name}: ${faults.join('\n')}`);
  } finally {
    await service.stop();
  }
});
