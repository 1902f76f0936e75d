"""What may be kept, and for how long: a published change is seen at once, what never changes is asked for once."""

from __future__ import annotations

import pytest

from factories import add_power

POWERS = "/api/v1/powers"
CURRENT = [
    POWERS,
    f"{POWERS}?limit=3&facet=category",
    f"{POWERS}/{{license}}",
    f"{POWERS}/{{license}}?valid_at=2019-03-15",
    f"{POWERS}/{{license}}/versions",
    f"{POWERS}/{{license}}/history",
    f"{POWERS}?q=种子",
    "/api/v1/diff?from=2018-12-31&to=2019-12-31",
    "/powers?q=种子",
    "/diff?from=2018-12-31&to=2019-12-31",
    "/powers/{license}/print",
    "/api/v1/departments",
    "/api/v1/departments/{market}",
    "/api/v1/editions",
    "/api/v1/editions/2",
    "/api/v1/editions/2/changes",
    "/api/v1/changes",
    "/",
    "/powers",
    "/powers/{license}",
    "/departments/{market}",
    "/editions/2",
]


def asked(site, path, sample, **headers):
    return site.get(path.format(**sample.ids), headers=headers)


@pytest.mark.parametrize("path", CURRENT)
def test_a_current_resource_is_checked_each_time_and_sent_once(site, sample, path):
    first = asked(site, path, sample)
    assert first.headers["cache-control"] == "public, max-age=0, must-revalidate"
    tag = first.headers["etag"]
    assert tag.startswith('"')
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = asked(site, path, sample, **{"If-None-Match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert asked(site, path, sample, **{"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", CURRENT)
def test_a_published_change_changes_every_tag(own_site, own_sample, path):
    before = asked(own_site, path, own_sample)
    own_sample.ledger.publish(add_power(own_sample["market"], "新的处罚", since="2016-03-01"))
    after = asked(own_site, path, own_sample, **{"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200


def test_different_questions_have_different_tags(site, sample):
    license_ = f"{POWERS}/{sample['license']}"
    paths = [
        license_,
        f"{license_}?valid_at=2019-03-15",
        f"{license_}?valid_at=2019-03-16",
        f"{license_}?known_at=edition:2",
    ]
    paths += [POWERS, f"{POWERS}?limit=3"]
    assert len({site.get(path).headers["etag"] for path in paths}) == len(paths)


@pytest.mark.parametrize("path", ["versions/1", "versions/1/proof", "versions/1/proof?edition=4"])
def test_what_never_changes_may_be_kept_for_a_year(site, sample, path):
    answer = site.get(f"{POWERS}/{sample['penalty']}/{path}")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    again = site.get(f"{POWERS}/{sample['penalty']}/{path}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_versions_tag_is_its_digest(site, sample):
    answer = site.get(f"{POWERS}/{sample['penalty']}/versions/1")
    assert answer.headers["etag"] == f'"{answer.json()["digest"]}"'


def test_what_was_removed_is_not_vouched_for_by_its_tag(site, sample):
    versions = site.json(f"{POWERS}/{sample['secret']}/versions")["items"]
    held = {"If-None-Match": f'"{versions[0]["digest"]}"'}
    assert site.get(f"{POWERS}/{sample['secret']}/versions/1", headers=held).status_code == 410


def test_the_style_sheet_is_kept_under_a_name_that_changes_with_it(site):
    page = site.get("/").text
    name = page.split('<link rel="stylesheet" href="')[1].split('"')[0]
    answer = site.get(name)
    assert answer.headers["cache-control"].endswith("immutable")
    assert answer.headers["content-type"].startswith("text/css")
    assert site.get("/static/other.css").status_code == 404
