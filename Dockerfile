# closedwon in a container: no inbound port, not root, state in /var/lib/closedwon.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
COPY app.py commands.py ./
COPY bot bot
COPY handlers handlers
COPY jobs jobs
COPY integrations integrations
# The lock holds what development needs as well, so it serves as constraints: only what the
# distribution asks for is installed, in exactly these versions.
RUN sed -E '/--hash=/d; s/ *\\$//' requirements.lock > constraints.txt \
    && python -m venv /opt/closedwon \
    && /opt/closedwon/bin/pip install --no-cache-dir --constraint constraints.txt .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home /var/lib/closedwon --create-home closedwon
COPY --from=build /opt/closedwon /opt/closedwon
USER 10001
WORKDIR /var/lib/closedwon
ENV PATH=/opt/closedwon/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////var/lib/closedwon/closedwon.db \
    POLICY_FILE=/etc/closedwon/policy.toml
VOLUME /var/lib/closedwon
ENTRYPOINT ["closedwon"]
CMD ["run"]
