import { Heading } from "../../parts/Heading";
import { adminAt, type Section, SECTIONS } from "../../route";
import { FieldsAdmin } from "./FieldsAdmin";
import { PeopleAdmin } from "./PeopleAdmin";
import { QueuesAdmin } from "./QueuesAdmin";
import { TemplatesAdmin } from "./TemplatesAdmin";

const TITLES: Record<Section, string> = {
  queues: "Queues",
  fields: "Custom fields",
  people: "People",
  templates: "Email templates",
};

type Props = { section: Section; id: string | undefined; search: URLSearchParams };

export function AdminPage({ section, id, search }: Props) {
  return (
    <>
      <Heading title={`${TITLES[section]} – Administration`}>{TITLES[section]}</Heading>
      <nav className="tabs" aria-label="Administration">
        {SECTIONS.map((one) => (
          <a key={one} href={adminAt(one)} aria-current={one === section ? "page" : undefined}>
            {TITLES[one]}
          </a>
        ))}
      </nav>
      {section === "queues" && <QueuesAdmin id={id} />}
      {section === "fields" && <FieldsAdmin id={id} />}
      {section === "people" && <PeopleAdmin id={id} search={search} />}
      {section === "templates" && <TemplatesAdmin id={id} />}
    </>
  );
}
