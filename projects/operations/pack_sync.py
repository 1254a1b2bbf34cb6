"""Packs on disk become rows: projects, and a new rubric version whenever its text changed."""

from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from projects import packs
from projects.models import Criterion, PackVersion, Project, Rubric
from protocol.manifest import Manifest


@transaction.atomic
def sync_packs(root: Path) -> list[Project]:
    """Writes every pack below `root`. A pack that disappeared keeps its rows and its history."""
    return [_sync(pack) for pack in packs.find(root)]


def _sync(pack: packs.PackOnDisk) -> Project:
    manifest = pack.manifest
    present = Project.objects.filter(slug=manifest.slug).first()
    project, _created = Project.objects.update_or_create(
        slug=manifest.slug,
        defaults={
            **_shown(manifest, present),
            "pack_order": manifest.order,
            "pack_title_text": dict(manifest.title),
            "summary_text": manifest.summary,
            "announced": manifest.announced,
            "policy": manifest.policy,
            "signature": {
                **manifest.signature(),
                "starter_fingerprints": pack.starter_fingerprints(),
            },
            "presentation": manifest.presentation.as_json(),
            "brief_text": pack.brief(),
            "starter_code": pack.starter_code(),
            "pack_digest": pack.digest,
        },
    )
    if present is None or present.pack_digest != pack.digest:
        PackVersion.objects.create(project=project, digest=pack.digest)
    if pack.rubric:
        _sync_rubric(project, pack)
    return project


def _shown(manifest: Manifest, present: Project | None) -> dict[str, Any]:
    """As the pack says, but for what an admin has chosen otherwise."""
    kept: dict[str, Any] = {"order": manifest.order, "title_text": dict(manifest.title)}
    if present is not None and present.has_own_order:
        kept["order"] = present.order
    if present is not None and present.has_own_title:
        kept["title_text"] = present.title_text
    return kept


def _sync_rubric(project: Project, pack: packs.PackOnDisk) -> None:
    rubric, created = Rubric.objects.get_or_create(
        project=project, digest=pack.rubric_digest
    )
    if not created:
        # The newest is the one in force: an old version that came back must be that one.
        if project.rubrics.first() != rubric:
            rubric.created_at = timezone.now()
            rubric.save(update_fields=["created_at"])
        return
    order = 0
    for section in pack.rubric["sections"]:
        for criterion in section["criteria"]:
            order += 1
            Criterion.objects.create(
                rubric=rubric,
                slug=criterion["slug"],
                order=order,
                section_slug=section["slug"],
                section_text=section["title"],
                title_text=criterion["title"],
                passes_when_text=criterion["passes_when"],
                tips_text=criterion.get("tips", {}),
                checks=criterion.get("checks", []),
                human=criterion.get("human", True),
            )
