import { UrlState } from "../../../_ui/url-state.tsx";

export default UrlState;
