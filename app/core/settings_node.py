"""Settings of a farm of many computers: how to reach it, and how an agent on one of them works."""

from __future__ import annotations

from typing import Annotated

from app.core.model import Struct
from app.core.settings_choices import LogFormat, MultiFrame
from app.core.settings_kinds import SettingGroup, SettingKind, choice, count, path, seconds, switch, text

_CONNECTION = SettingGroup.CONNECTION
_NODE = SettingGroup.NODE

_MULTI_FRAME = {MultiFrame.AS_SET: "As After Effects is set", MultiFrame.ON: "On", MultiFrame.OFF: "Off"}
_LOG_FORMATS = {LogFormat.TEXT: "Text", LogFormat.JSON: "One JSON object a line"}


class NodeSettings(Struct, frozen=True):
    """The part of the settings that only farms of many computers have."""

    broker: Annotated[
        str,
        text(
            _CONNECTION,
            "Broker",
            "The farm's RabbitMQ, as amqps://USER@HOST/VHOST. The password is not part of it: it is kept where secrets "
            "are kept.",
        ),
    ] = ""
    broker_ca: Annotated[
        str,
        path(
            _CONNECTION,
            "Broker's authority",
            SettingKind.FILE,
            "The certificate that the broker's own is checked against; without it, the system's authorities.",
        ),
    ] = ""
    broker_certificate: Annotated[
        str,
        path(
            _CONNECTION,
            "Own certificate",
            SettingKind.FILE,
            "The certificate that this computer shows to the broker, where that asks for one.",
        ),
    ] = ""
    broker_key: Annotated[
        str, path(_CONNECTION, "Own key", SettingKind.FILE, "The private key of this computer's certificate.")
    ] = ""
    broker_plain: Annotated[
        bool,
        switch(
            _CONNECTION,
            "Trust the network",
            "Permit a broker on another computer without encryption, so that all in the network could read along.",
        ),
    ] = False
    storage: Annotated[
        str,
        text(
            _CONNECTION,
            "Storage",
            "Where manager, workers and clients share their files: a folder that all of them see under this path, or "
            "s3://BUCKET/PREFIX.",
        ),
    ] = ""
    results: Annotated[
        str,
        text(
            _CONNECTION,
            "Results",
            "A folder for finished films; without it, the folder films in the storage.",
        ),
    ] = ""
    s3_endpoint: Annotated[
        str,
        text(_CONNECTION, "S3 server", "The address of an S3 server in the own network; without it, Amazon's."),
    ] = ""
    s3_region: Annotated[
        str, text(_CONNECTION, "S3 region", "The region of the bucket; without it, as AWS is configured here.")
    ] = ""
    s3_profile: Annotated[
        str,
        text(
            _CONNECTION,
            "AWS profile",
            "The profile of the AWS configuration with the keys for S3; without it, the environment, the default "
            "profile, or the role of the instance.",
        ),
    ] = ""
    s3_stored_keys: Annotated[
        bool,
        switch(
            _CONNECTION,
            "Keys for S3 among the secrets",
            "The keys for S3 are the secrets s3.access_key_id and s3.secret_access_key.",
        ),
    ] = False
    s3_owner: Annotated[
        str, text(_CONNECTION, "Owner of the bucket", "The AWS account, of 12 digits, that the bucket must belong to.")
    ] = ""

    node_home: Annotated[
        str,
        path(
            _NODE,
            "Agent's folder",
            SettingKind.FOLDER,
            "Where an agent keeps what is its own: the manager's store, a worker's reports and unfinished frames.",
        ),
    ] = ""
    store: Annotated[
        str,
        text(
            _NODE,
            "Store",
            "The manager's database, as mysql+pymysql://USER@HOST/DATABASE without the password; without it, a SQLite "
            "file in the agent's folder.",
        ),
    ] = ""
    admins: Annotated[
        str,
        text(_NODE, "Admins", "Broker users, with commas, who may change everybody's jobs and steer workers."),
    ] = ""
    webhooks: Annotated[
        str,
        text(
            _NODE,
            "Webhooks",
            "Addresses, with commas, that the manager tells of jobs that are done or have failed: a POST of JSON, "
            "signed when there is the secret webhook.",
        ),
    ] = ""
    metrics_port: Annotated[
        int,
        count(_NODE, "Port for metrics", 0, 65535, "The manager's figures for Prometheus are served here; 0: nowhere."),
    ] = 0
    metrics_host: Annotated[
        str,
        text(_NODE, "Address for metrics", "The address of this computer that the metrics are served at."),
    ] = "127.0.0.1"
    engines: Annotated[
        str,
        text(_NODE, "Engines", "The engines that a worker offers, with commas; without it, all that there are."),
    ] = ""
    tags: Annotated[
        str,
        text(
            _NODE,
            "Tags",
            "Words, with commas, that this node's workers carry, such as gpu. Jobs that ask for some go only to those "
            "that carry them all.",
        ),
    ] = ""
    after_effects_output: Annotated[
        str,
        text(
            _NODE,
            "Output module",
            "The output module template with which After Effects writes frames: a TIFF or PNG sequence with alpha. "
            "In other languages than English the one that comes along has another name.",
        ),
    ] = "TIFF Sequence with Alpha"
    after_effects_render: Annotated[
        str,
        text(
            _NODE,
            "Render settings",
            "The render settings template with which After Effects draws, in full resolution. In other languages than "
            "English the one that comes along has another name.",
        ),
    ] = "Best Settings"
    shut_down_minutes: Annotated[
        int,
        count(
            _NODE,
            "Shut down when idle",
            0,
            10_000,
            "This computer is shut down when its workers had nothing to draw for so long and the manager agrees; 0: "
            "never.",
            "minutes",
        ),
    ] = 0
    after_effects_mfr: Annotated[
        MultiFrame,
        choice(
            _NODE,
            "Multi-frame rendering",
            _MULTI_FRAME,
            "Whether After Effects, from version 22 on, draws several frames at a time.",
        ),
    ] = MultiFrame.AS_SET
    after_effects_cpu_percent: Annotated[
        int,
        count(
            _NODE,
            "Processor for multi-frame rendering",
            1,
            100,
            "How much of the processor multi-frame rendering may use where it is turned on here.",
            "percent",
        ),
    ] = 100
    after_effects_cache_percent: Annotated[
        int,
        count(
            _NODE,
            "Image cache of After Effects",
            0,
            100,
            "How much of the memory After Effects may use for images that it has drawn; 0: as it is set there. Goes "
            "with the next one.",
            "percent",
        ),
    ] = 0
    after_effects_memory_percent: Annotated[
        int,
        count(
            _NODE,
            "Memory of After Effects",
            0,
            100,
            "How much of the memory After Effects may use at all; 0: as it is set there. Goes with the one before.",
            "percent",
        ),
    ] = 0
    cache_gigabytes: Annotated[
        int, count(_NODE, "Cache", 1, 10_000, "How much a worker keeps of files that it fetched.", "gigabytes")
    ] = 20
    least_disk_gigabytes: Annotated[
        int,
        count(
            _NODE,
            "Least free disk",
            0,
            10_000,
            "A worker claims nothing while less than this is free for the agent's folder; 0: it claims all the same.",
            "gigabytes",
        ),
    ] = 5
    least_memory_percent: Annotated[
        int,
        count(
            _NODE,
            "Least free memory",
            0,
            90,
            "A worker claims nothing while less than this part of the computer's memory is available; 0: it claims all "
            "the same.",
            "percent",
        ),
    ] = 10
    failure_rest_seconds: Annotated[
        float,
        seconds(
            _NODE,
            "Rest after equal failures",
            0,
            86_400,
            "After three equal failures in a row that no job is to blame for, a worker claims nothing for so long; "
            "each further one doubles it, up to six times as long. 0: it claims all the same.",
        ),
    ] = 60.0
    log_format: Annotated[
        LogFormat,
        choice(_NODE, "Log", _LOG_FORMATS, "What farm.log in the agent's folder consists of."),
    ] = LogFormat.TEXT
    statistics_minutes: Annotated[
        int,
        count(
            _NODE, "Statistics by the minute", 1, 30, "For how long it is known by the minute what was done.", "days"
        ),
    ] = 2
    statistics_hours: Annotated[
        int,
        count(
            _NODE,
            "Statistics by the hour",
            2,
            400,
            "For how long it is known by the hour what was done, and for each job.",
            "days",
        ),
    ] = 60
    statistics_days: Annotated[
        int,
        count(_NODE, "Statistics by the day", 3, 36_500, "For how long it is known by the day what was done.", "days"),
    ] = 1826
