"""RabbitMQ: one table of who listens to what, a confirming publisher, a consumer that acks after the commit."""
