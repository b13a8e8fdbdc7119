import { getTranslations } from "next-intl/server";
import { ChangePassword } from "../_components/change-password.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("password") };
}

export default function PasswordPage() {
  return <ChangePassword />;
}
