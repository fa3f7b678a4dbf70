# Wirewatch in a container: docker build -t wirewatch .
# Configuration and data live in /desk: docker run -v "$PWD:/desk" -e DISCORD_TOKEN wirewatch

FROM node:24-slim AS build
WORKDIR /app
# The pinned Node of the checkout is for machines with an older one; here the image's own is new enough.
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY adapters ./adapters
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY bin ./bin
COPY config ./config
COPY migrations ./migrations
RUN ln -s /app/bin/wirewatch.js /usr/local/bin/wirewatch && mkdir /desk && chown node:node /desk
USER node
WORKDIR /desk
VOLUME /desk
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["wirewatch", "status"]
ENTRYPOINT ["wirewatch"]
CMD ["run"]
