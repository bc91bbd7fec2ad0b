// Writes the files that deploy/terraform reads.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFiles, record } from './record.mjs';

const source = process.env.FOTOGAL_SOURCE;
const specification = join(source, 'api-gateway/deployment.json.in');
const settings = {
  subnet_id: 's',
  application: 'fotogal',
  shape: 'GENERIC_X86',
  bucket: 'fotogal',
  image_prefix: 'a/b/c',
  image_tag: '1',
  on_demand: true,
  region: 'sa-saopaulo-1',
  sweep_every: '0 * * * *',
  mail_sender: '',
  mail_name: '',
  web_url: '',
};
const recorded = record(process.env.PROVISION_RECORD, process.env.FUNCTION_MANIFEST, specification, settings);
for (const [name, text] of Object.entries(dataFiles(recorded, specification)))
  writeFileSync(join(source, 'deploy/terraform', name), text);
