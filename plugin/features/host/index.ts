export { type Manifest, readManifest, serveManifest } from './manifest';
