"""The command line: each command reads the environment, calls one use case, and says in a line what came of it.

Exit codes: 0 done (also "nothing to change"), 1 refused with one clear line, 2 usage.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError

from quanze.commands import assessments, check, deliver, holidays, importing, reform, users
from quanze.console import say, say_differences, say_found
from quanze.domain.errors import InvalidInput, QuanzeError
from quanze.exchange.listings import Listing
from quanze.exchange.readings import UnreadableFile
from quanze.services import exporting, proving
from quanze.services.cursors import LIMIT, MOST
from quanze.services.jurisdictions import establish
from quanze.services.moments import Asked, parse_day, resolve
from quanze.settings import Settings
from quanze.storage import backup as backups
from quanze.storage import fsck as checking
from quanze.storage import schema
from quanze.storage.database import Database

if TYPE_CHECKING:
    from quanze.services.indexing import Follower, Standing

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="权责清单登记簿 quanze"
)

app.add_typer(users.app, name="user")
app.command()(check.check)
app.command()(deliver.deliver)
app.command()(holidays.holidays)
app.command("import")(importing.import_)
app.command()(reform.reform)
app.command()(assessments.assessments)

JurisdictionOption = Annotated[str | None, typer.Option("--jurisdiction", help="地区代码或标识；只有一个地区时可省略")]


def main() -> None:
    """Run a command; a refusal is one line on standard error and exit code 1."""
    try:
        app()
    except (QuanzeError, UnreadableFile) as refusal:
        _refuse(refusal.message)
    except OSError as error:
        _refuse(f"无法读写“{error.filename}”：{error.strerror}。")
    except (IntegrityError, ProgrammingError):
        raise
    except DatabaseError as error:
        _refuse(f"数据库无法使用（QUANZE_DATABASE_URL）：{error.orig}")


def _refuse(message: str) -> NoReturn:
    sys.stderr.write(" ".join(message.split("\n")).strip() + "\n")
    sys.exit(1)


def _database(settings: Settings, *, current: bool = True) -> Database:
    database = Database(settings.database_url)
    if current:
        schema.require_current(database)
    return database


@app.command()
def init(
    region: Annotated[str, typer.Option(help="行政区划代码，如 650200")],
    name: Annotated[str, typer.Option(help="地区名称，如 克拉玛依市")],
    ruleset: Annotated[str, typer.Option(help="办理规则")] = "standard",
) -> None:
    """建立登记簿，或在其中增加一个地区。"""
    database = _database(Settings.from_environment(), current=False)
    if schema.current_revision(database) is None:
        schema.migrate(database)
    schema.require_current(database)
    with database.writing() as connection:
        made = establish(connection, region, name, ruleset)
    say(f"已建立“{name}”（{region}）。" if made else f"“{name}”（{region}）已经建立，无需改变。")


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="要查的话，如 卖假种子", show_default=False)],
    on: Annotated[str | None, typer.Option("--on", help="查询日期；默认今天")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出接口所答复的 JSON")] = False,
    jurisdiction: JurisdictionOption = None,
) -> None:
    """检索事项。"""
    from quanze.services.listing import Wanted
    from quanze.services.searching import RELEVANCE, Question, search_records

    settings = Settings.from_environment()
    database = _database(settings)

    def asked(standing: Standing) -> dict[str, Any]:
        with database.reading() as connection:
            moment = resolve(connection, Asked(jurisdiction, on), settings.zone)
            return search_records(
                connection, standing, moment, Wanted(sort=RELEVANCE), Question(text), settings.base_url
            )

    found = _follower(settings, database).ask(asked)
    say(json.dumps(found, ensure_ascii=False)) if as_json else say_found(found)


@app.command()
def reindex() -> None:
    """从登记簿重建检索索引；服务运行时也可进行。"""
    settings = Settings.from_environment()
    standing = _follower(settings, _database(settings)).rebuild()
    say(f"检索索引已重建，至第 {standing.position} 条。")


@app.command()
def diff(
    from_: Annotated[str, typer.Option("--from", help="起点：日期，或 edition:N")],
    to: Annotated[str, typer.Option("--to", help="终点：日期，或 edition:N")],
    as_json: Annotated[bool, typer.Option("--json", help="输出接口所答复的 JSON")] = False,
    jurisdiction: JurisdictionOption = None,
) -> None:
    """比对两日（或两版次）的清单。"""
    from quanze.services.differing import Compared, compare_ends

    settings = Settings.from_environment()
    with _database(settings).reading() as connection:
        moment = resolve(connection, Asked(jurisdiction), settings.zone)
        found = compare_ends(connection, moment, Compared(from_, to, limit=LIMIT if as_json else MOST))
    say(json.dumps(found, ensure_ascii=False)) if as_json else say_differences(found)


def _follower(settings: Settings, database: Database) -> Follower:
    from quanze.search.engines import engine_meant, open_index
    from quanze.services.indexing import Follower

    engine = engine_meant(settings.search_engine)
    return Follower(database, lambda: open_index(settings.search_index, engine))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口", min=0, max=65535)] = 8000,
    public: Annotated[bool, typer.Option("--public", help="只提供公众查阅")] = False,
) -> None:
    """启动网站与接口。"""
    import uvicorn

    if public:
        os.environ["QUANZE_PUBLIC"] = "1"
    _database(Settings.from_environment()).close()
    uvicorn.run("quanze_api.app:app", factory=True, host=host, port=port, server_header=False, access_log=False)


@app.command()
def fsck() -> None:
    """从头推算全部版本、校验码、投影与根，指出第一处不符。"""
    database = _database(Settings.from_environment())
    with database.reading() as connection:
        for difference in checking.differences(connection):
            raise InvalidInput(f"登记簿不一致：{difference}", code="inconsistent")
    say("登记簿一致。")


@app.command()
def migrate() -> None:
    """把数据库结构升级到本程序的版本。"""
    database = _database(Settings.from_environment(), current=False)
    before = schema.current_revision(database)
    schema.migrate(database)
    say(
        "数据库结构已是最新。"
        if before == schema.newest_revision()
        else f"数据库结构已升级到 {schema.newest_revision()}。"
    )


@app.command()
def backup(out: Annotated[Path, typer.Argument(help="备份文件")]) -> None:
    """备份整个登记簿；服务运行时也可进行。"""
    rows = backups.backup(_database(Settings.from_environment()), out)
    say(f"已备份 {rows} 行到 {out}。")


@app.command()
def restore(source: Annotated[Path, typer.Argument(help="备份文件")]) -> None:
    """从备份恢复，并以校验结束；备份比现有登记簿更旧时拒绝。"""
    rows = backups.restore(_database(Settings.from_environment(), current=False), source)
    say(f"已恢复 {rows} 行，校验一致。")


@app.command()
def verify(file: Annotated[Path, typer.Argument(help="存证文件（proof，或 version 与 proof）")]) -> None:
    """查验存证；无须数据库。"""
    try:
        document: Any = json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        raise InvalidInput(f"没有文件“{file}”。", code="not_found") from None
    except (ValueError, RecursionError):
        raise InvalidInput(f"“{file.name}”不是 JSON 文件。", code="not_a_proof") from None
    say(f"存证成立，校验码（根）{proving.verify(document)}")


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="输出文件")],
    format_: Annotated[exporting.Format, typer.Option("--format", help="格式")],
    kind: Annotated[Listing, typer.Option(help="清单种类")] = Listing.POWERS,
    on: Annotated[str | None, typer.Option(help="查询日期；默认今天")] = None,
    department: Annotated[str | None, typer.Option(help="只导出一个部门（名称或标识）")] = None,
    jurisdiction: JurisdictionOption = None,
) -> None:
    """导出某日的清单。"""
    settings = Settings.from_environment()
    day = parse_day(on, "--on").isoformat() if on else None
    asked = exporting.Asked(jurisdiction=jurisdiction, valid_at=day)
    with _database(settings).reading() as connection:
        number = exporting.export(connection, asked, settings.zone, format_, out, department, listing=kind)
    say(f"已导出 {number} 项到 {out}。")


@app.command()
def demo(
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口；0 为任选", min=0, max=65535)] = 8000,
    folder: Annotated[Path, typer.Option(help="演示数据所在目录")] = Path("data/seed"),
) -> None:
    """载入演示数据并启动服务（演示数据，非官方清单）。"""
    from quanze.demonstration import serve_demonstration

    serve_demonstration(Settings.from_environment(), folder, host, port)
