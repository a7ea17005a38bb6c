"""The list of parts as CycloneDX: `python -m deploy.supply.sbom FILE`; scope `excluded`: tools and tests."""

import hashlib
import sys
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from deploy.native.state import ROOT
from deploy.supply import parts
from deploy.supply.parts import Package


def bom(packages: list[Package]) -> Bom:
    """The list of these packages, with ourselves as what they are parts of."""
    made = Bom(components=[_component(one) for one in packages])
    made.metadata.component = Component(name="heimvorteil", type=ComponentType.APPLICATION, bom_ref="heimvorteil")
    made.register_dependency(made.metadata.component, [one for one in made.components if _ships(one)])
    return made


def _component(package: Package) -> Component:
    namespace, _, name = package.name.rpartition("/")
    purl = PackageURL(package.registry, namespace or None, name, package.version)
    licenses = [LicenseFactory().make_from_string(package.license)] if package.license else []
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=purl.to_string(),
        purl=purl,
        licenses=licenses,
        scope=ComponentScope.REQUIRED if package.ships else ComponentScope.EXCLUDED,
        properties=list(_properties(package)),
    )


def _ships(component: Component) -> bool:
    return component.scope is ComponentScope.REQUIRED


def _properties(package: Package) -> list[Property]:
    """A component's own hash would be of one archive; a lock allows several, and vendored files are their own."""
    archives = [Property(name="heimvorteil:sha256", value=digest) for digest in package.sha256]
    files = [
        Property(name=f"heimvorteil:file:{path}", value=hashlib.sha256((ROOT / path).read_bytes()).hexdigest())
        for path in package.files
    ]
    return archives + files


if __name__ == "__main__":
    found = parts.locked() + parts.vendored()
    Path(sys.argv[1]).write_text(JsonV1Dot6(bom(found)).output_as_string(indent=2), encoding="utf-8")
    print(f"{sys.argv[1]}: {len(found)} parts, {sum(one.ships for one in found)} of them ship (CycloneDX 1.6)")
