"""The farm's broker on RabbitMQ: an adapter of the `Broker` port, and what sets a server up for it.

`broker` is the adapter; below it `link` and `session` keep the connection, `publishing`, `reading`, `consuming` and
`events` use it, `topology` says what there is in the broker. `roles`, `commands` and `management` set a server up.
"""
