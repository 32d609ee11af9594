export { campaignsOf } from './my-campaigns';
